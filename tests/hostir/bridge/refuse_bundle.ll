; refuse: host_version_unsupported
; refuse: `later`
declare i64 @g()
define i64 @test() {
  %r = call i64 @g() [ "later"(i64 0) ]
  ret i64 %r
}
