// What jstack looked at: a thread that works and one that waits for a lock.
public class Wait {
  static double work(int depth) {
    if (depth > 0) return work(depth - 1);
    double sum = 0;
    for (long i = 0; i < 40_000_000_000L; ++i) sum += Math.sqrt(i);
    return sum;
  }

  public static void main(String[] arguments) throws Exception {
    Object lock = new Object();
    Runnable wait = () -> {
      synchronized (lock) {
        System.out.println("mine");
      }
    };
    synchronized (lock) {
      new Thread(wait, "waiter \"quoted\" #7").start();
      System.out.println(work(3));
    }
  }
}
