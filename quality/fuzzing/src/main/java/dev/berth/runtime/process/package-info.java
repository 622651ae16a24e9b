/// A window into the workers' own package for the fuzzer.
@NullMarked
package dev.berth.runtime.process;

import org.jspecify.annotations.NullMarked;
