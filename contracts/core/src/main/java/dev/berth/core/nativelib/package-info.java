/// Native libraries that come in jars, unpacked once for all processes: see [LibraryCache].
@NullMarked
package dev.berth.core.nativelib;

import org.jspecify.annotations.NullMarked;
