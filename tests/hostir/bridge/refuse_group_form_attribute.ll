; refuse: host_version_unsupported
; refuse: `promise`
define i64 @test(ptr promise(captures(none)) %p) {
  ret i64 0
}
