@NullMarked
package dev.berth.catalog.artifact;

import org.jspecify.annotations.NullMarked;
