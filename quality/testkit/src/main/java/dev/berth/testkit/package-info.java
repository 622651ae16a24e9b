/// Fakes, clocks, seeded generators and contract suites for the tests of every module.
@NullMarked
package dev.berth.testkit;

import org.jspecify.annotations.NullMarked;
