from modeltranslation.translator import TranslationOptions, register

from tests.publishing.scratch.models import Viewpoint


@register(Viewpoint)
class ViewpointTranslation(TranslationOptions):
    fields = ("name", "text")
