; refuse: host_input_invalid

