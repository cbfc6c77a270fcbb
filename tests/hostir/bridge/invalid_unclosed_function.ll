; refuse: host_input_invalid
define i64 @test() {
  ret i64 0
