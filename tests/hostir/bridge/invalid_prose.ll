; refuse: host_input_invalid
; refuse: neither
hello world
