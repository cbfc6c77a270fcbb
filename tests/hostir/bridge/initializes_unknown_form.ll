; accept: dropped 1
; keeps: (ptr %p)
define i64 @test(ptr initializes((0, 4, 8)) %p) {
  ret i64 0
}
