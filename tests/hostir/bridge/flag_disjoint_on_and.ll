; accept: dropped 1
; keeps: %a = and i8 %p, 1
; keeps: or disjoint i8
define i64 @test(i8 %p) {
  %a = and disjoint i8 %p, 1
  br label %next
next:
  %c = or disjoint i8 %a, 2
  ret i64 0
}
