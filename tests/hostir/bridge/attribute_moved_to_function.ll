; accept: dropped 1
; keeps: define i64 @test(i8 noundef %p)
define i64 @test(i8 noundef %p)
 noundef {
  ret i64 0
}
