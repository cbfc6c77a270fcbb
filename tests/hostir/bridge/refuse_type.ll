; refuse: host_version_unsupported
; refuse: `b128`
define i64 @test(b128 %p) {
  ret i64 0
}
