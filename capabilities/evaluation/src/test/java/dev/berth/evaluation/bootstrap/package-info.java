/// Tests.
@NullMarked
package dev.berth.evaluation.bootstrap;

import org.jspecify.annotations.NullMarked;
