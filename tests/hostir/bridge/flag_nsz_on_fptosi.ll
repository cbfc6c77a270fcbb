; accept: dropped 1
; keeps: fptosi double %p to i64
define i64 @test(double %p) {
  %a = fptosi nsz double %p to i64
  ret i64 %a
}
