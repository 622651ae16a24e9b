@NullMarked
package dev.berth.catalog.publication;

import org.jspecify.annotations.NullMarked;
