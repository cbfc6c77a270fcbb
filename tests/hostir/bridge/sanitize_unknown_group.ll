; accept: dropped 1
; keeps: nounwind
define i64 @test() #0 {
  ret i64 0
}
attributes #0 = { nounwind sanitize_later }
