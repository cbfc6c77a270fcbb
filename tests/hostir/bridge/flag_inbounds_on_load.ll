; accept: dropped 1
; keeps: load i64, ptr %p
define i64 @test(ptr %p) {
  %a = load inbounds i64, ptr %p
  ret i64 %a
}
