/// Point-in-time joins: Berth's beside a query written by hand for the same result, and how their
/// cost grows. Start with [FeaturesJoin].
@NullMarked
package dev.berth.benchmarks.join;

import org.jspecify.annotations.NullMarked;
