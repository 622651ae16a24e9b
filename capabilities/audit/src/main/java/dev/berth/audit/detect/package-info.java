/// Detectors of anti-patterns in source code, one for each.
@NullMarked
package dev.berth.audit.detect;

import org.jspecify.annotations.NullMarked;
