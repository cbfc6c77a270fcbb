; refuse: host_version_unsupported
; refuse: `later`
declare i64 @g(i64)
define i64 @test() {
  %r = call i64 @g(i64 0) later
  ret i64 %r
}
