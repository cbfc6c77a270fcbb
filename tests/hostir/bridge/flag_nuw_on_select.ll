; accept: dropped 1
; keeps: select i1
define i64 @test(i1 %p) {
  %a = select nuw i1 %p, i64 1, i64 2
  ret i64 %a
}
