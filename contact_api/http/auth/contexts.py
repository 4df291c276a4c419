"""What a route takes as its `context`, by the permission that is checked before: one name a permission."""

from typing import Annotated

from fastapi import Depends

from contact_api.domain.core.access import Permission
from contact_api.http.auth.allowed import allowed
from contact_api.http.auth.request_context import ProviderRequestContext, RequestContext

PublicContext = Annotated[RequestContext, Depends(allowed(Permission.PUBLIC))]
SignedWebhookContext = Annotated[RequestContext, Depends(allowed(Permission.SIGNED_WEBHOOK))]
ProviderWebhookContext = Annotated[ProviderRequestContext, Depends(allowed(Permission.PROVIDER_WEBHOOK))]
SeekContactContext = Annotated[RequestContext, Depends(allowed(Permission.SEEK_CONTACT))]
OwnContactContext = Annotated[RequestContext, Depends(allowed(Permission.SEE_OWN_CONTACT))]
ExplanationsContext = Annotated[RequestContext, Depends(allowed(Permission.SEE_EXPLANATIONS))]
NationalBookingContext = Annotated[RequestContext, Depends(allowed(Permission.NATIONAL_BOOKING))]
EnterContactContext = Annotated[RequestContext, Depends(allowed(Permission.ENTER_CONTACT))]
WorkQueueContext = Annotated[RequestContext, Depends(allowed(Permission.WORK_QUEUE))]
ContactContext = Annotated[RequestContext, Depends(allowed(Permission.SEE_CONTACT))]
AssessmentsDueContext = Annotated[RequestContext, Depends(allowed(Permission.SEE_ASSESSMENTS_DUE))]
AlertsContext = Annotated[RequestContext, Depends(allowed(Permission.SEE_ALERTS))]
StopCallsContext = Annotated[RequestContext, Depends(allowed(Permission.STOP_CALLS))]
ShiftsContext = Annotated[RequestContext, Depends(allowed(Permission.CHANGE_SHIFTS))]
CapacityContext = Annotated[RequestContext, Depends(allowed(Permission.SEE_CAPACITY))]
FiguresContext = Annotated[RequestContext, Depends(allowed(Permission.SEE_FIGURES))]
LearnedStatisticsContext = Annotated[RequestContext, Depends(allowed(Permission.SEE_LEARNED_STATISTICS))]
RulesContext = Annotated[RequestContext, Depends(allowed(Permission.OWN_RULES))]
CentralActsContext = Annotated[RequestContext, Depends(allowed(Permission.SEE_CENTRAL_ACTS))]
AccessLogContext = Annotated[RequestContext, Depends(allowed(Permission.SEE_ACCESS_LOG))]
