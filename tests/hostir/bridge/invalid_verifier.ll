; refuse: host_input_invalid
define i64 @test() {
  br label %a
a:
  %x = add i64 %y, 1
  %y = add i64 %x, 1
  ret i64 %x
}
