; accept: dropped 1
; keeps: (ptr %p)
define i64 @test(ptr dead_on_return(later) %p) {
  ret i64 0
}
