; accept: dropped 1
; keeps: nuw:
; keeps: br label %nuw
define i64 @test(i1 %p) {
  br label %nuw
nuw:
  %a = select nuw i1 %p, i64 1, i64 2
  ret i64 %a
}
