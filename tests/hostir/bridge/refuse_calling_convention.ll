; refuse: host_version_unsupported
; refuse: `latercc`
define latercc i64 @test() {
  ret i64 0
}
