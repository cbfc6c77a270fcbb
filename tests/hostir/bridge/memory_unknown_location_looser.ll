; accept: dropped 1
; lacks: memory(
; keeps: nounwind
define i64 @test() #0 {
  ret i64 0
}
attributes #0 = { nounwind memory(future_mem: read, argmem: write) }
