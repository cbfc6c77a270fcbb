; accept: dropped 1
; keeps: define i64 @test(
; lacks: #dbg
define i64 @test() {
    #dbg_future(i64 1, !{})
  ret i64 0
}
