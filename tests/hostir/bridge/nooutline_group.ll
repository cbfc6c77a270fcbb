; accept: dropped 1
; keeps: willreturn
define i64 @test() #0 {
  ret i64 0
}
attributes #0 = { nooutline willreturn }
