@NullMarked
package dev.berth.catalog.endpoint;

import org.jspecify.annotations.NullMarked;
