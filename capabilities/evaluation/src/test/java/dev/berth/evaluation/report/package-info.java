/// Tests.
@NullMarked
package dev.berth.evaluation.report;

import org.jspecify.annotations.NullMarked;
