; refuse: host_input_invalid
define i64 @test(ptr captures(none
