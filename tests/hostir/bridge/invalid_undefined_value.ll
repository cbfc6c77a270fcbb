; refuse: host_input_invalid
; refuse: host.ll:4:
define i64 @test() {
  ret i64 %q
}
