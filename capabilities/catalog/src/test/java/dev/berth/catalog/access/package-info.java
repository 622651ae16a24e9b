@NullMarked
package dev.berth.catalog.access;

import org.jspecify.annotations.NullMarked;
