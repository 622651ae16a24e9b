@NullMarked
package dev.berth.features.ingest;

import org.jspecify.annotations.NullMarked;
