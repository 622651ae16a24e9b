/// Tests.
@NullMarked
package dev.berth.evaluation.classification;

import org.jspecify.annotations.NullMarked;
