; accept
; keeps: add nuw nsw i64
; keeps: icmp samesign ult
define i64 @test(i64 %p) {
  %a = add nuw nsw i64 %p, 1
  %c = icmp samesign ult i64 %a, 3
  ret i64 %a
}
