export function jobView(id: string) {
  return { id, events_url: `/v1/jobs/${id}/events` };
}
