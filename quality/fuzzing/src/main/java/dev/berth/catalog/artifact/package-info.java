/// A window into the catalog's own package for the fuzzer.
@NullMarked
package dev.berth.catalog.artifact;

import org.jspecify.annotations.NullMarked;
