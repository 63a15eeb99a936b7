from prof2graph import _main

_main()
