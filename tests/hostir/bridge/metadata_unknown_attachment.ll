; accept
; keeps: !future
define i64 @test(i64 %p) {
  %a = add i64 %p, 1, !future !0
  ret i64 %a
}
!0 = !{i64 3}
