/// Command `berth precompute`.
@NullMarked
package dev.berth.cli.precompute;

import org.jspecify.annotations.NullMarked;
