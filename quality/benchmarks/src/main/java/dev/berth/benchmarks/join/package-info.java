/// Benchmarks of point-in-time joins: Berth's against a hand-written query with the same result,
/// and how their cost grows. Start with [FeaturesJoin].
@NullMarked
package dev.berth.benchmarks.join;

import org.jspecify.annotations.NullMarked;
