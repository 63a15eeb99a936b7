// Python's standard library by name: what lives below lib/python3.11 is of it only when it is called so, for people
// keep code of their own there too (pip install --home, PYTHONPATH). sys.stdlib_module_names of 3.13 and the modules
// that 2.7 to 3.15 have besides; what begins with an underscore is not listed.
#include <algorithm>
#include <vector>

#include "src/model/file_places.h"

namespace p2g {
namespace {

constexpr std::string_view names =
    "BaseHTTPServer Bastion CGIHTTPServer ConfigParser Cookie DocXMLRPCServer HTMLParser MimeWriter Queue "
    "SimpleHTTPServer SimpleXMLRPCServer SocketServer StringIO UserDict UserList UserString abc aifc annotationlib "
    "antigravity anydbm argparse array ast asynchat asyncio asyncore atexit audiodev base64 bdb binascii binhex "
    "bisect bsddb builtins bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys "
    "commands compileall compiler compression concurrent configparser contextlib contextvars cookielib copy "
    "copy_reg copyreg crypt csv ctypes curses dataclasses datetime dbhash dbm decimal difflib dircache dis "
    "distutils doctest dumbdbm dummy_thread dummy_threading email encodings ensurepip enum errno faulthandler fcntl "
    "filecmp fileinput fnmatch formatter fpformat fractions ftplib functools gc genericpath getopt getpass gettext "
    "glob graphlib grp gzip hashlib heapq hmac hotshot html htmlentitydefs htmllib http httplib idlelib ihooks "
    "imaplib imghdr imp importlib imputil inspect io ipaddress itertools json keyword lib2to3 linecache locale "
    "logging lzma macpath macurl2path mailbox mailcap markupbase marshal math md5 mhlib mimetools mimetypes mimify "
    "mmap modulefinder msvcrt multifile multiprocessing mutex netrc new nntplib nt ntpath nturl2path numbers opcode "
    "operator optparse os os2emxpath pathlib pdb pickle pickletools pipes pkgutil platform plistlib popen2 poplib "
    "posix posixfile posixpath pprint profile profiling pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat "
    "queue quopri random re readline repr reprlib resource rexec rfc822 rlcompleter robotparser runpy sched secrets "
    "select selectors sets sgmllib sha shelve shlex shutil signal site sitecustomize smtpd smtplib sndhdr socket "
    "socketserver sqlite3 sre sre_compile sre_constants sre_parse ssl stat statistics statvfs string stringold "
    "stringprep struct subprocess sunau sunaudio symbol symtable sys sysconfig syslog tabnanny tarfile telnetlib "
    "tempfile termios test textwrap this threading time timeit tkinter toaiff token tokenize tomllib trace "
    "traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib urllib2 urlparse "
    "usercustomize uu uuid venv warnings wave weakref webbrowser whichdb winreg winsound wsgiref xdrlib xml xmllib "
    "xmlrpc xmlrpclib zipapp zipfile zipimport zlib zoneinfo";

// Sorted.
std::vector<std::string_view> split_names() {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < names.size();) {
    const std::size_t end = std::min(names.find(' ', at), names.size());
    words.push_back(names.substr(at, end - at));
    at = end + 1;
  }
  std::sort(words.begin(), words.end());
  return words;
}

}  // namespace

bool is_standard_module(std::string_view name) {
  static const std::vector<std::string_view> words = split_names();
  return name.starts_with('_') || std::binary_search(words.begin(), words.end(), name);
}

}  // namespace p2g
