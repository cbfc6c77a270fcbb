; refuse: host_version_unsupported
; refuse: `macro`
define i64 @test() {
  ret i64 0
}
macro @x
