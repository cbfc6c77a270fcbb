; accept: dropped 1
; keeps: (double %p)
define i64 @test(double nofpclass(newclass) %p) {
  ret i64 0
}
