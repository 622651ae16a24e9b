/// Tests.
@NullMarked
package dev.berth.evaluation.run;

import org.jspecify.annotations.NullMarked;
