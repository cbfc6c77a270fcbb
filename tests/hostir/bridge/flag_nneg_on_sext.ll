; accept: dropped 1
; keeps: sext i8 %p to i64
define i64 @test(i8 %p) {
  %a = sext nneg i8 %p to i64
  ret i64 %a
}
