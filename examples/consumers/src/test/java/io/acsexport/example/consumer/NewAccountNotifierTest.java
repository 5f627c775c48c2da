package io.acsexport.example.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NewAccountNotifierTest {

  private final Map<String, String> told = new LinkedHashMap<>();
  private final NewAccountNotifier consumer = new NewAccountNotifier(told::put);

  @Test
  void anAccountMadeIsToldByItsName() throws Exception {
    handle("1", Map.of(), body("Successfully completed creating Account. Account Name: alice, x"));
    assertThat(told).containsExactly(Map.entry("1", "New account: alice"));
  }

  @Test
  void whereTheTextHasNoNameTheUuidStandsIn() throws Exception {
    handle("1", Map.of(), body("Successfully completed"));
    assertThat(told).containsExactly(Map.entry("1", "New account: uuid-1"));
  }

  @Test
  void failuresOtherEventsAndNonsenseAreNotTold() throws Exception {
    handle("1", Map.of(), body("Error while creating Account. Account Name: alice, x"));
    handle("2", Map.of(), body("x").replace("Completed", "Started"));
    handle("3", Map.of("acs-type", "ACCOUNT.DELETE"), body("x"));
    handle("4", Map.of("acs-category", "UsageEvent"), body("x"));
    handle("5", Map.of(), "no json");
    assertThat(told).isEmpty();
  }

  private void handle(String id, Map<String, String> other, String body) throws Exception {
    Map<String, String> headers = new HashMap<>();
    headers.put("acs-id", id);
    headers.put("acs-category", "ActionEvent");
    headers.put("acs-type", "ACCOUNT.CREATE");
    headers.putAll(other);
    consumer.handle(EventCounterTest.event(body, headers));
  }

  private static String body(String description) {
    return "{\"status\":\"Completed\",\"entityuuid\":\"uuid-1\",\"description\":\""
        + description
        + "\"}";
  }
}
