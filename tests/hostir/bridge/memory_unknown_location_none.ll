; accept: dropped 1
; keeps: memory(none)
define i64 @test() #0 {
  ret i64 0
}
attributes #0 = { memory(future_mem: none) }
