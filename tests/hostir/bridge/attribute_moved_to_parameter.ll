; accept: dropped 1
; keeps: (i8 %p)
define i64 @test(i8 willreturn %p) nounwind {
  ret i64 0
}
