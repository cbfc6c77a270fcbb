; refuse: host_version_unsupported
define i64 @test(ptr sret(later) %p) {
  ret i64 0
}
