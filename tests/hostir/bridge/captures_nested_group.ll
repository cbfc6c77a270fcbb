; accept: dropped 1
; keeps: (ptr noundef %p)
define i64 @test(ptr noundef captures(ret: later(address, 3)) %p) {
  ret i64 0
}
