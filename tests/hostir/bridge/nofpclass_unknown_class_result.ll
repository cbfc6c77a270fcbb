; accept: dropped 1
define nofpclass(nan newclass) double @test() {
  ret double 0.0
}
