# Stacks that are equal as one, in the order in which they came.
{
  cost = $NF
  sub(/ [0-9]+$/, "")
  if (!($0 in sum)) order[++count] = $0
  sum[$0] += cost
}
END {
  for (i = 1; i <= count; i++) print order[i], sum[order[i]]
}
